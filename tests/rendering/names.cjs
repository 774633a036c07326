// The names that scripts use and do not declare. Reads a list of texts, and writes one of lists.
const typescript = require(process.argv[2]);

const UNKNOWN = [2304, 2552, 2583, 2584]; // "Cannot find name", with and without advice
const OPTIONS = { allowJs: true, checkJs: true, noEmit: true, noLib: true, noResolve: true, target: typescript.ScriptTarget.ESNext };

function names(texts) {
  const files = new Map(texts.map((text, at) => [`/${at}.js`, typescript.createSourceFile(`/${at}.js`, `${text}\nexport {};`, OPTIONS.target, true)]));
  const host = { ...typescript.createCompilerHost(OPTIONS), getSourceFile: (name) => files.get(name) };
  const program = typescript.createProgram([...files.keys()], OPTIONS, host);
  return [...files.values()].map((file) => {
    const said = program.getSemanticDiagnostics(file).filter(({ code }) => UNKNOWN.includes(code));
    return [...new Set(said.map(({ start, length }) => file.text.slice(start, start + length)))].sort();
  });
}

let input = "";
process.stdin.on("data", (part) => (input += part)).on("end", () => console.log(JSON.stringify(names(JSON.parse(input)))));
