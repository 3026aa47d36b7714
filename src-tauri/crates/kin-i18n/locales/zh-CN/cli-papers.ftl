# 命令行：添加、读取和确认资料。

cli-document-added = 资料已保存：{ $id }
cli-document-there = 同一份资料已经在这里了：{ $id }
cli-document-lines = 共 { $n } 行，还没有保存。要记入病历请用：kinfolio document confirm { $id } --lines 1,3-5
cli-document-left = 因为有疑问，没有记入：{ $lines }。请对照资料核对，再用 --lines 和 --doubtful 指明。
cli-document-done = 新增 { $added }，更新 { $changed }，已有 { $there }。
cli-document-file = 共 { $n } 行，还没有保存。要记入病历，请先用 kinfolio document add 添加这个文件。
cli-document-no-lines = --lines 指明资料上的行：1,3-5 或 all。
cli-help-document-read = 把病历中的资料或一个文件上的结果读成草稿，不保存。JSON：made, subject, date, dates, lines[n, page, name, loinc, value, unit, range, mark, doubts, ticked], rest, doubts
cli-help-document-confirm = 把资料上的几行记入病历。有疑问的行不记入（退出码 3），除非加 --doubtful。JSON：added, changed, alreadyThere, entries, left
cli-arg-paper-files = PDF、照片或文本；多个文件算作同一份资料的几页
cli-arg-paper-type = 资料的类型
cli-arg-institution = 医院、化验室或诊所
cli-arg-paper = 资料的编号，或一个文件
cli-arg-paper-id = 资料的编号
cli-arg-lines = 哪几行：1,3-5 或 all
cli-arg-sample-date = 标本采集时间（资料没有写清楚时）
cli-arg-specimen = 标本是什么
cli-arg-doubtful = 也记入有疑问的行：已对照资料核对
cli-head-line = 行
cli-head-range = 参考范围
cli-head-doubts = 疑问
cli-head-unit = 单位
cli-head-code = 编码
