# 打印摘要与恢复单的文字。

print-page = 第 { $page } 页，共 { $pages } 页
