// axios loads the package for forms with files. It brings a table of all media types, a fifth of a command's size, and no
// such form is ever sent.
module.exports = undefined;
