-- stage 1

-- deleting guest, 2 expected
DELETE FROM "guests" AS "t" USING (SELECT unnest(coalesce($1, ARRAY[(NULL::"guests")."id"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"guests")."rev"])) AS "drey_2") AS "u" WHERE "t"."id" = "u"."drey_1" AND "t"."rev" = "u"."drey_2";
-- 1: {1,2}
-- 2: {4,5}
