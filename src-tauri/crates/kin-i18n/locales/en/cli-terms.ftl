# The command line: names of codes in two languages.

cli-help-terms = Names of medical codes in English and Chinese
cli-help-terms-coverage = Count how many codes in FHIR files have a name in both languages; nothing is stored. JSON: files, leftOut, resources, refused, beyond, systems[system, codings, codingsNamed, codingsShown, codes, codesNamed, codesShown, missing[code, system, words, times, shown]]
cli-arg-terms-paths = Files or folders, or - for standard input
cli-arg-terms-most = How many codes without a name are listed for each system (default: 20)
cli-head-terms-system = System
cli-head-terms-codings = Found
cli-head-terms-named = Named
cli-head-terms-shown = In both languages
cli-head-terms-codes = Different codes
cli-head-terms-times = Times
cli-head-terms-code = Code
cli-head-terms-words = In the words of the source
cli-terms-missing = Most frequent codes without a name; they are shown in the words of their source:
cli-terms-files = { $files } files with { $resources } resources; { $left } other files were left out.
