-- stage 1

-- emptying the foreign key of guest
UPDATE "guests" AS "t" SET "wing" = NULL, "number" = NULL, "seen_on" = now() FROM unnest($1::text[], $2::bigint[]) AS "u"("drey_1", "drey_2") WHERE "t"."wing" = "u"."drey_1" AND "t"."number" = "u"."drey_2";
-- 1: {"a","b"}
-- 2: {1,2}
