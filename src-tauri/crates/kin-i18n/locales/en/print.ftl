# Words of the printed summary and the recovery sheet.

print-page = page { $page } of { $pages }
