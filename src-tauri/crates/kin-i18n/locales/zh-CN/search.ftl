# 查找的文字。

search-title = 在{ $name }的病历中查找
search-results = 查找结果
search-start = 请在上方输入要找的字词
search-start-text = 疾病、药名、检验项目、医生姓名或病历中的词语都可以，中文、英文、拼音均可，例如 xuetang 或 xt 可以找到“血糖”。只输入开头几个字也行。
search-example-1 = 肾
search-example-2 = 二甲双胍
search-example-3 = 血糖
search-order = 排序
search-newest = 最新在前
search-best = 最相关在前
search-found = { $n ->
    [0] 没有找到
   *[other] 找到 { $n } 条
  }
search-found-more = 已显示 { $n } 条，下方还有
search-none = 没有找到“{ $words }”
search-advice-kind = 现在只选了一个类别，可以改为查找全部类别。
search-advice-fewer = 请减少字词，或只输入词语的开头。一条记录须包含所有字词才会列出。
search-advice-language = 可以换成另一种语言，或换成医院的写法。
search-advice-person = 只在{ $name }的病历中查找。
search-advice-hidden = 已隐藏的内容不在查找范围内，可在时间线的“已隐藏的内容”中查看。
search-all-kinds = 查找全部类别
