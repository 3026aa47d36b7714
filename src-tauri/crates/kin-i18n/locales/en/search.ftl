# Words of the search.

search-title = Search the record of { $name }
search-results = What was found
search-start = Type a word in the box above
search-start-text = A problem, a medicine, a test, a doctor, a word from a letter; in English or Chinese. The beginning of a word is enough.
search-example-1 = kidney
search-example-2 = metformin
search-example-3 = 血糖
search-order = Order
search-newest = Newest first
search-best = Best match first
search-found = { $n ->
    [0] Nothing found
    [one] One entry found
   *[other] { $n } entries found
  }
search-found-more = { $n } entries shown, more below
search-none = Nothing found for “{ $words }”
search-advice-kind = Only one kind is chosen: look through all kinds.
search-advice-fewer = Try fewer words, or only the beginning of a word. An entry must hold all the words.
search-advice-language = Try the word in the other language, or the way the hospital writes it.
search-advice-person = Only the record of { $name } is searched.
search-advice-hidden = Hidden entries are not searched; they stand on the timeline under “Hidden entries”.
search-all-kinds = Look through all kinds
