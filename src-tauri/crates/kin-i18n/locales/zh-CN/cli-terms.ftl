# 命令行：医学编码的中英文名称。

cli-help-terms = 医学编码的中英文名称
cli-help-terms-coverage = 统计 FHIR 文件中有多少编码具有中英文名称；不保存任何内容。JSON：files, leftOut, resources, refused, beyond, systems[system, codings, codingsNamed, codingsShown, codes, codesNamed, codesShown, missing[code, system, words, times, shown]]
cli-arg-terms-paths = 文件或文件夹，- 表示标准输入
cli-arg-terms-most = 每个编码系统列出多少个没有名称的编码（默认 20）
cli-head-terms-system = 编码系统
cli-head-terms-codings = 出现次数
cli-head-terms-named = 有名称
cli-head-terms-shown = 可用两种语言显示
cli-head-terms-codes = 不同编码
cli-head-terms-times = 次数
cli-head-terms-code = 编码
cli-head-terms-words = 来源中的文字
cli-terms-missing = 最常见的无名称编码；它们按来源的文字显示：
cli-terms-files = 共 { $files } 个文件、{ $resources } 个资源；另有 { $left } 个文件未统计。
