# 命令行：打印形式的外观。
cli-arg-paper-size = PDF 的纸张；不写则按系统所在地区
cli-arg-large-print = PDF 用 16 磅以上的大字，并重新排版
