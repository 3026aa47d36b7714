# 列出所有交出方式的页面

share-at-desk = 就在窗口前
share-on-paper = 打印在纸上
share-take-along = 随身带走或转交
share-by-internet = 通过互联网
share-reach-1 = 能看到的人：站在屏幕前的人
share-reach-2 = 能看到的人：拿到纸张或文件的人
share-reach-3 = 能看到的人：拿到链接的人
share-reach-locked = 能看到的人：同时有文件和六个词的人
share-letters-count = { $n } 个字符
share-seen = 对方看到的样子
share-seen-ips = 医生的程序会用自己的方式列出这些内容。
share-seen-ktc = 诊所会收到这些数据，同时收到可以阅读的摘要页面和您的自述页面。
share-seen-html = 网页在浏览器里就是这样显示的。
share-seen-txt = 文字内容逐行就是这些。
share-desk-how = 请把屏幕调亮，对准扫描器。这里看不到病历的其他内容。读完后点一下二维码即可关闭。
share-desk-away = 点一下关闭二维码
cli-arg-topics = 带上与这些敏感话题有关的内容（默认都不带）
share-desk-size = 大小

share-seen-viewer = 输入六个词的人会看到这一页，可以打印、复制成病历文字、保存数据。
share-seen-package = 用六个词打开文件包的人会得到：PDF、数据和文字，内容就是这些。
share-lock = 上锁并保存
share-saved-locked = 已保存“{ $name }”（{ $size }）。只有用六个词才能打开。
share-words-lead = 这六个词可以打开它。请写下来，并用与文件不同的途径告诉对方。
share-words-once = 这些词只在此时显示，不会保存在任何地方。没有它们谁也打不开文件，您自己也不行。
share-moving-alt = 不断变化的二维码
share-moving-part = 第 { $n } 个，共 { $all } 个
share-moving-again = 第 { $n } 个：漏读的会再次出现
share-moving-how = 请在另一台电脑的家康册里选择“读取二维码或链接”，打开摄像头对准本屏幕，直到它提示已全部收到。这里看不到病历的其他内容。
share-moving-pause = 暂停
share-moving-play = 继续
share-moving-speed = 速度
