-- postgres
SELECT "loans"."reader" FROM "loans" WHERE ("loans"."note" LIKE ('%' || replace(replace(replace("loans"."reader", '\', '\\'), '%', '\%'), '_', '\_') || '%') ESCAPE '\' OR "loans"."note" LIKE (replace(replace(replace("loans"."reader", '\', '\\'), '%', '\%'), '_', '\_') || '%') ESCAPE '\' OR "loans"."note" LIKE ('%' || replace(replace(replace(CAST($1 AS text), '\', '\\'), '%', '\%'), '_', '\_')) ESCAPE '\')

-- sqlite
SELECT "loans"."reader" FROM "loans" WHERE ("loans"."note" GLOB ('*' || replace(replace(replace("loans"."reader", '[', '[[]'), '*', '[*]'), char(63), '[' || char(63) || ']') || '*') OR "loans"."note" GLOB (replace(replace(replace("loans"."reader", '[', '[[]'), '*', '[*]'), char(63), '[' || char(63) || ']') || '*') OR "loans"."note" GLOB ('*' || replace(replace(replace(?, '[', '[[]'), '*', '[*]'), char(63), '[' || char(63) || ']')))
