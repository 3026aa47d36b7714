# 恢复纸：输入、试用、提醒；再输一次密码；快速打开；锁定。

forgot-step = 第 { $at } 步，共 3 步
forgot-lead = 请拿出您的恢复纸。什么都没有丢：用上面的恢复码设一个新密码，病历就回来了。
forgot-whose = 这是{ $name }的密码，要用{ $name }的恢复纸。
forgot-code-title = 照着纸输入恢复码
forgot-pass-title = 设一个新密码
forgot-pass-lead = 恢复码没有写错。从现在起，用这个新密码打开病历。
forgot-done-for = { $name }的密码和恢复纸都已换成新的。
forgot-no-paper = 我没有恢复纸
forgot-no-paper-text = 没有密码，也没有恢复纸，谁也打不开病历，我们也不行。请到放护照和重要文件的地方找一找，也问问家人。密码可以一直试下去，也请试试别的输入法和大小写。

codefield-count = 已输入 { $typed } 个，共 { $of } 个
codefield-whole = 恢复码完整，没有输错。
codefield-typo = 有一个字母或数字和纸上不一样。请一组一组地核对，什么都不会丢。
codefield-unknown = 这里有恢复码里不会出现的符号。恢复码只有字母和数字。
codefield-long = 比恢复码长了。
codefield-short = 恢复码还没有输完。
codefield-read = 我们读到的是：

kit-skip = 以后再做
kit-skip-title = 真的不要恢复纸吗？
kit-skip-text = 如果忘了密码，又没有恢复纸，就谁也打不开病历了，也没有人能替您重设。恢复码只在现在显示；以后可以在设置里换一个新的。
kit-skip-theirs = 如果{ $name }忘了密码又没有恢复纸，就要重新添加。病历和您自己的权限不受影响。{ $name }以后可以在设置里换一个新的恢复码。
kit-skip-me = 如果您忘了密码又没有恢复纸，就要重新添加一次，别人不受影响。以后可以在设置里换一个新的恢复码。
kit-skip-do = 不要恢复纸，继续
kit-opens = 您的恢复纸能打开病历。

tries-title = 有人试过打开这个保险库
tries-text = 在您打开之前，有人连续 { $count } 次输错了密码，最后一次是 { $last }。如果就是您自己，那没有关系。如果不是：这几次都没有打开，但请换一个别人猜不到的密码。
tries-mine = 是我自己

kit-due-title = 您还没有试过恢复纸
kit-due-text = 万一忘了密码，只有这张纸能打开病历。试一下只要一分钟。
kit-due-do = 现在试一下
kit-due-none = 我没有恢复纸
kit-try = 试一下我的恢复纸
kit-try-text = 照着纸输入恢复码。什么也不会改动，只告诉您它能不能打开病历。
kit-try-do = 试一下

pass-offer-title = 建议用这六个英文词
pass-offer-text = 随机的词最安全。也可以在下面自己编，用拼音或中文都行：几个互不相干的词就好。
pass-offer-use = 就用这六个词

pass-backups = 以前做的备份仍然用旧密码。请记下新密码从哪一天开始用。
pass-known = 如果别人可能知道旧密码，只换密码还不够：请改选“别人可能知道我的密码”。

renew-open = 别人可能知道我的密码
renew-title = 更换全部钥匙
renew-text = 如果对方还有您以前的文件或备份，只换密码是不够的。这里会全部更换：密码、恢复码，以及您每份病历的钥匙。
renew-needs = 请准备纸和笔，抄下新的恢复码。资料多时要几分钟，其间请不要关电脑。万一中断，请先试新密码，再试旧密码。
renew-do = 全部更换
renew-busy = 正在更换病历的钥匙
renew-done = 从现在起保存的内容，用以前的密码和恢复码都打不开。
renew-backups = 请现在做一次新的备份，并删掉旧备份：旧备份仍然能用旧密码和旧恢复纸打开。旧备份都删掉以后，旧恢复纸就没有用了。
renew-left = { $name }的病历没有换钥匙：它是别人的，或者打不开。如果是别人的，请对方先收回您的权限，再重新允许您。
renew-failed = { $name }的病历还没能换钥匙：磁盘已满或有故障，或者病历正在使用。请腾出空间，等正在进行的事做完，再更换一次全部钥匙。
renew-again = { $who }现在打不开{ $name }的病历了。请到“家人”里重新允许，并核对六个词。
renew-unfinished-title = 更换全部钥匙时中断了
renew-unfinished = 内容没有丢失。请再做一次：在那之前，旧钥匙可能还能打开一部分内容，您的恢复纸可能什么也打不开。
renew-unfinished-do = 更换全部钥匙

confirm-title = 请再输入一次密码
confirm-text = 这样，路过的人就不能替您做这件事。
confirm-do = 继续

quick-open = 不输密码，快速打开
quick-title = 快速打开
quick-text = 只要用您的账户登录了这台电脑，不输密码也能打开。方便，但没有那么安全：只有别人不用您的账户时才开启。密码和恢复纸照样能用。
quick-on = 快速打开已开启
quick-off = 快速打开已关闭
quick-ended = 快速打开已关闭，可以在这里重新开启。
quick-on-do = 开启快速打开
quick-off-do = 关闭快速打开
quick-none = 这台电脑没有家康册能用的钥匙串。

ui-no-copy = 为防止别的程序读到病历，这里不能复制。要交给别人，请用“交给医生”。
