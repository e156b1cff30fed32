/** What scripts/build.sh makes of src/browser, as text. */
declare module '#built/*.txt' {
  const text: string;
  export default text;
}
