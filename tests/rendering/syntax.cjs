// The syntax of scripts, without where their parts stand. Reads a list of texts, and writes one of lists.
const typescript = require(process.argv[2]);

function syntax(text) {
  const parts = [];
  const look = (node) => {
    const own = node.getChildCount() ? "" : node.getText();
    parts.push(`${typescript.SyntaxKind[node.kind]} ${own}`);
    typescript.forEachChild(node, look);
  };
  look(typescript.createSourceFile("a.js", text, typescript.ScriptTarget.ESNext, true));
  return parts;
}

let input = "";
process.stdin.on("data", (part) => (input += part)).on("end", () => console.log(JSON.stringify(JSON.parse(input).map(syntax))));
