// Checks resources, one JSON a line on standard input, against the published R4 definitions: unknown elements, missing ones,
// codes outside required value sets. Prints what is wrong and ends with 1 where something is.
import { createInterface } from "node:readline";
import fhir from "fhir";

const validator = new fhir.Fhir();
let wrong = 0;
let seen = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const resource = JSON.parse(line);
  seen += 1;
  for (const found of validator.validate(resource, { errorOnUnexpected: true }).messages) {
    // A warning is a code outside a value set that R4 only recommends.
    if (found.severity !== "error") continue;
    wrong += 1;
    console.log(`${resource.resourceType}/${resource.id}: ${found.location}: ${found.message}`);
  }
}
if (seen === 0) console.log("no resource came in");
process.exit(wrong === 0 && seen > 0 ? 0 : 1);
