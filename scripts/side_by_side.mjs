// Runs docxtemplater or easy-template-x on the job of side_by_side.py.
//
//     node side_by_side.mjs docxtemplater|easy-template-x FOLDER ROUNDS MODULES
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const [engine, folder, rounds, modules] = process.argv.slice(2);
const require = createRequire(path.join(modules, "package.json"));
const records = JSON.parse(fs.readFileSync(path.join(folder, "records.json"), "utf8")).records;
const read = () => fs.readFileSync(path.join(folder, "braces.docx"));

const engines = {
  docxtemplater() {
    const PizZip = require("pizzip");
    const Docxtemplater = require("docxtemplater");
    const template = read();
    return (record) => {
      const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true });
      document.render(record);
      return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
    };
  },
  "easy-template-x"() {
    const { TemplateHandler } = require("easy-template-x");
    const template = read();
    const handler = new TemplateHandler();
    return (record) => handler.process(template, record);
  },
};

const seconds = [];
for (let round = 0; round < Number(rounds); round++) {
  const out = path.join(folder, "out", engine, String(round));
  fs.mkdirSync(out, { recursive: true });
  const start = process.hrtime.bigint();
  const fill = engines[engine]();
  for (const [n, record] of records.entries()) {
    fs.writeFileSync(path.join(out, String(n).padStart(4, "0") + ".docx"), await fill(record));
  }
  seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
}
console.log(JSON.stringify(seconds));
