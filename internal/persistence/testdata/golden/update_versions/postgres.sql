-- stage 1

-- updating guest, 2 expected
UPDATE "guests" AS "t" SET "best_id" = "u"."drey_3", "rev" = "u"."drey_4", "seen_on" = now() FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS "u"("drey_1", "drey_2", "drey_3", "drey_4") WHERE "t"."id" = "u"."drey_1" AND "t"."rev" = "u"."drey_2" RETURNING "t"."id", "t"."seen_on";
-- 1: {1,2}
-- 2: {4,5}
-- 3: {3,3}
-- 4: {5,6}
