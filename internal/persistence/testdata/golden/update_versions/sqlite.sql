-- stage 1

-- updating guest, 1 expected
UPDATE "guests" SET "best_id" = ?, "rev" = ?, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? AND "rev" = ? RETURNING "seen_on";
-- 1: 3
-- 2: 5
-- 3: 1
-- 4: 4

-- updating guest, 1 expected
UPDATE "guests" SET "best_id" = ?, "rev" = ?, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? AND "rev" = ? RETURNING "seen_on";
-- 1: 3
-- 2: 6
-- 3: 2
-- 4: 5
