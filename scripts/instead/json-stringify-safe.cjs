// What ndjson makes a row's text with. The package looks for circles in what it is given, which takes three times as long;
// rows are made here, or have been read from JSON, and have none.
module.exports = (row) => JSON.stringify(row);
