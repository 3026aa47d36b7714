# 列出所有交出方式的页面

share-at-desk = 就在窗口前
share-on-paper = 打印在纸上
share-take-along = 随身带走或转交
share-by-internet = 通过互联网
share-reach-1 = 能看到的人：站在屏幕前的人
share-reach-2 = 能看到的人：拿到纸张或文件的人
share-reach-3 = 能看到的人：拿到链接的人
share-letters-count = { $n } 个字符
share-seen = 对方看到的样子
share-seen-ips = 医生的程序会用自己的方式列出这些内容。
share-seen-ktc = 诊所会收到这些数据，同时收到可以阅读的摘要页面和您的自述页面。
share-seen-html = 网页在浏览器里就是这样显示的。
share-seen-txt = 文字内容逐行就是这些。
share-desk-how = 请把屏幕调亮，对准扫描器。这里看不到档案的其他内容。读完后点一下二维码即可关闭。
share-desk-away = 点一下关闭二维码
cli-arg-topics = 带上与这些敏感话题有关的内容（默认都不带）
share-desk-size = 大小
