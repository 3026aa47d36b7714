# 能打开保险库的人：解锁页就要用的文字；错误与异常。

unlock-add = 添加另一位能打开这个保险库的人
unlock-add-title = 另一位能打开这个保险库的人
unlock-add-lead = 例如女儿、兄弟或帮手。请在这里设定您自己的密码。现在它还打不开任何病历：之后由病历的主人允许您进入。
unlock-add-name = 您在这一页上的名字
unlock-add-name-missing = 请填写您的名字。
unlock-add-do = 添加我
unlock-add-done = 已添加
unlock-add-next = 请把这个恢复码写下来收好。然后请病历的主人打开“家人”页，选择您的名字。

err-not-allowed = 您可以查看这份病历，但不能做这件事。
rec-not-allowed = 请找病历的主人；他可以在“家人”页更改。
err-access-ended = 您的钥匙打不开这份病历。
rec-access-ended = 可能是您的权限已被收回，也可能是文件损坏。请找病历的主人。
err-record-swapped = 这份病历的文件夹里放的是另一个人的病历。
rec-record-swapped = 请把文件夹放回原处，或从备份恢复。什么都没有改动。
err-keyholder-changed = 这个人的钥匙和以前核对过的不一样。
rec-keyholder-changed = 可能有人换过。请和本人当面重新核对六个词。
err-words-not-compared = 六个词还没有核对。
rec-words-not-compared = 请和本人当面核对，并确认一致。
err-unknown-letter = 没有这封信，或者它被改动过。
rec-unknown-letter = 请病历的主人再给您一次权限。
err-letter-expired = 这封信已超过 14 天，打不开任何东西了。
rec-letter-expired = 请病历的主人再给您一次权限。
err-cannot-remove = 这个人不能在这里移除。
rec-cannot-remove = 请先逐份收回权限。自己另有病历的人会保留，任何人也不能移除自己。
problem-taken = 这个名字已经有人用了

trouble-title = { $name }的病历没有打开
trouble-record-older = 这份病历比 { $saved } 最后一次保存的旧，缺少 { $missing } 处已保存的改动。
trouble-record-older-advice = 可能有人放回了旧的副本，也可能是电脑丢失了已写入的内容。请从备份恢复；或者接受现有的内容，缺少的改动就没有了。
trouble-record-other = 这份病历的历史和 { $saved } 最后一次保存的不一样，这里放的是另一个副本。
trouble-record-other-advice = 请把正确的文件夹放回来，或从备份恢复。您也可以接受现有的内容。
trouble-record-swapped = 这份病历的文件夹里放的是家里另一个人的病历。
trouble-record-swapped-advice = 请把文件夹放回原处，或从备份恢复。这里不会显示另一个人的任何内容。
trouble-access-ended = 您的钥匙打不开这份病历。
trouble-access-ended-advice = 可能是主人收回了您的权限，也可能是文件损坏。请找病历的主人。
trouble-vault-damaged = 这份病历的文件损坏或丢失。
trouble-vault-damaged-advice = 请不要删除任何东西。请从备份恢复；您的其他病历不受影响。
trouble-accept = 接受现有的内容
trouble-accept-title = { $name }的病历就以现有的内容继续吗？
trouble-accept-text = { $missing ->
    [0] 不一样的部分将永远丢失。病历会从现有的内容继续，历史里会记下这件事。
   *[other] { $missing } 处已保存的改动将永远丢失。病历会从现有的内容继续，历史里会记下这件事。
}
trouble-accept-sure = 我明白缺少的改动就没有了
trouble-accepted = 病历已打开。历史里记下了接受较旧状态这件事。
trouble-backup = 从备份恢复
trouble-leave = 把这份病历从我的列表中去掉
trouble-leave-text = 您会放弃{ $name }这份病历的钥匙，病历本身还在。以后想再看，要请主人再给您一次权限。
trouble-badge = 打不开

check-log-broken = 谁打开过病历的记录对不上（{ $count } 处）。
check-record-swapped = 病历的文件夹里放的是另一个人的病历（{ $count } 份）。
check-letter-damaged = 给您查看病历权限的信件已损坏。请让病历的主人重新授权（{ $count } 封）。
check-other-keyring-damaged = 另一位持钥匙人的钥匙文件丢失或损坏，他已无法解锁。您自己的病历不受影响：请在“家人”中收回他的权限再重新授权，或请他用自己的备份恢复（{ $count } 个）。
check-keyholder-gone = 有权打开这份病历的人，其文件已经不在了，他已无法解锁（{ $count } 人）。病历本身不受影响：请在“家人”中收回他的权限，或重新授权。
check-letter-gone = 给别人查看这份病历权限的信件已经不在了，也没有人用过它（{ $count } 封）。请在“家人”中重新授权，或收回权限。
check-access-ended = 有病历用您的钥匙打不开（{ $count } 份）。

check-unlock-title = 您的病历里有些内容和最后一次保存的不一样
check-unlock-text = 请不要删除任何东西。请到“设置”里看检查结果；备份可以找回保存过的内容。
check-unlock-do = 再检查一次并查看
check-small-title = 有个小地方需要修复，您的病历完好
check-small-text = 每一行都写明了该怎么做。
check-advice = 请从备份恢复保存过的内容；在那之前，不要相信这里提到的内容。
check-older-than-seen = 病历比这台电脑 { $saved } 最后看到的旧。{ $missing ->
    [0] 它的历史不一样。
   *[other] 缺少 { $missing } 处已保存的改动。
}
check-records-gone = 这台电脑以前见过、最后保存于 { $saved } 的 { $count } 份病历已经不在保险库里了。整个保险库可能被换成了旧的副本。请从较新的备份恢复，或者接受它们已经没有了。
check-mend = 修复
check-gone-accept = 接受它们已经没有了
check-gone-title = 没有这些病历也继续吗？
check-gone-text = 这台电脑对它们的了解会被忘掉。只有备份能把它们找回来。
check-gone-sure = 我明白这些病历没有了
check-line = { $name }：{ $text }
