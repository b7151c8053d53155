-- stage 1

-- deleting guest, 2 expected
DELETE FROM "guests" AS "t" USING unnest($1::bigint[], $2::bigint[]) AS "u"("drey_1", "drey_2") WHERE "t"."id" = "u"."drey_1" AND "t"."rev" = "u"."drey_2";
-- 1: {1,2}
-- 2: {4,5}
