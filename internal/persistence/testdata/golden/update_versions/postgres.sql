-- stage 1

-- updating guest, 2 expected
UPDATE "guests" AS "t" SET "best_id" = "u"."drey_3", "rev" = "u"."drey_4", "seen_on" = now() FROM (SELECT unnest(coalesce($1, ARRAY[(NULL::"guests")."id"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"guests")."rev"])) AS "drey_2", unnest(coalesce($3, ARRAY[(NULL::"guests")."best_id"])) AS "drey_3", unnest(coalesce($4, ARRAY[(NULL::"guests")."rev"])) AS "drey_4") AS "u" WHERE "t"."id" = "u"."drey_1" AND "t"."rev" = "u"."drey_2" AND (SELECT count(*) FROM (SELECT 1 FROM "guests" AS "l" WHERE "l"."id" = ANY(coalesce($1, ARRAY[(NULL::"guests")."id"])) ORDER BY "l"."id" FOR NO KEY UPDATE OF "l") AS "k") >= 0 RETURNING "t"."id", "t"."seen_on";
-- 1: {1,2}
-- 2: {4,5}
-- 3: {3,3}
-- 4: {5,6}
