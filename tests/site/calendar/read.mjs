// What ical.js, which calendars on the web are made with, reads of a file.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
console.log(JSON.stringify(events.map(({ summary, startDate }) => [summary, startDate.toJSDate()])));
