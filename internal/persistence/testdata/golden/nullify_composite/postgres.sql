-- stage 1

-- emptying the foreign key of guest
UPDATE "guests" AS "t" SET "wing" = NULL, "number" = NULL, "rev" = "t"."rev" + 1, "seen_on" = now() FROM (SELECT unnest(coalesce($1, ARRAY[(NULL::"guests")."wing"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"guests")."number"])) AS "drey_2") AS "u" WHERE "t"."wing" = "u"."drey_1" AND "t"."number" = "u"."drey_2";
-- 1: {"a","b"}
-- 2: {1,2}
