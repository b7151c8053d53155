package builder_test

import (
	"time"

	"github.com/drey-db/drey/builder"
)

var noon = time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)

func writingExercises() map[string]exercise {
	raise := builder.Insert(books).Values(&Book{AuthorID: 1, Title: "a", Price: 9, Sold: 1}, &Book{AuthorID: 2, Title: "z", Price: 2, Sold: 7})
	of, total := builder.Col(&totals.AuthorID), builder.Col(&totals.Books)
	label := builder.Col(&genres.Label)
	return map[string]exercise{
		"upsert":                {"INSERT INTO books (author_id, title, price, sold) VALUES (1, 'a', 9, 1), (2, 'z', 2, 7) ON CONFLICT (author_id, title) DO UPDATE SET sold = books.sold + excluded.sold RETURNING title, sold", raise.OnConflict(written, book).DoUpdate(sold.ToExpr(sold.AddCol(sold.Excluded()))).Returning(book, sold), ""},
		"upsert where":          {"INSERT INTO books (author_id, title, price, sold) VALUES (1, 'a', 9, 1), (2, 'z', 2, 7) ON CONFLICT (author_id, title) DO UPDATE SET price = excluded.price WHERE books.price > excluded.price RETURNING title, price", raise.OnConflict(written, book).DoUpdate(price.ToExcluded()).Where(price.GtCol(price.Excluded())).Returning(book, price), ""},
		"update from":           {"UPDATE books SET sold = t.n FROM (SELECT book_id, count(*) AS n FROM loans GROUP BY book_id) t WHERE t.book_id = books.id AND t.n > 1 RETURNING title, sold", builder.Update(books).Set(sold.ToExpr(total)).From(builder.Subquery(totals, builder.SelectColumns(builder.Col(&loans.BookID), builder.Count()).GroupBy(builder.Col(&loans.BookID)))).Where(of.EqCol(bookID), total.Gt(1)).Returning(book, sold), ""},
		"update with a case":    {"UPDATE books SET price = CASE WHEN sold > 30 THEN 99 ELSE price END WHERE author_id = 3 AND sold > 30 RETURNING title, price", builder.Update(books).Set(price.ToExpr(builder.Case[float64]().When(sold.Gt(30), 99).ElseExpr(price))).Where(written.Eq(3), sold.Gt(30)).Returning(book, price), ""},
		"delete using":          {"DELETE FROM books USING authors WHERE authors.id = author_id AND name = 'bob' RETURNING title", builder.Delete(books).Using(authors).Where(written.EqCol(authorID), author.Eq("bob")).Returning(book), "USING in a DELETE"},
		"delete where exists":   {"DELETE FROM books WHERE EXISTS (SELECT FROM authors a WHERE a.id = author_id AND name = 'bob') RETURNING title", builder.Delete(books).Where(builder.Has(&books.Author, author.Eq("bob"))).Returning(book), ""},
		"delete the repeated":   {"DELETE FROM invoices WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY customer, cents ORDER BY id) AS n FROM invoices) d WHERE n > 1) RETURNING id", builder.Delete(invoices).Where(invoiceID.InQuery(builder.SelectColumns(of).From(builder.Subquery(totals, builder.SelectColumns(invoiceID, builder.RowNumber().Over(builder.PartitionBy(customer, cents).OrderBy(invoiceID))))).Where(total.Gt(1)))).Returning(invoiceID), ""},
		"insert if there isn't": {"INSERT INTO genres (label) SELECT 'drama' WHERE NOT EXISTS (SELECT FROM genres WHERE label = 'drama') RETURNING label", builder.Insert(genres).FromSelect(builder.SelectColumns(builder.Literal("drama")).Where(builder.Not(builder.Exists(builder.SelectColumns(builder.Col(&genres.ID)).From(genres).Where(label.Eq("drama"))))), label).Returning(label), ""},
		"archive":               {"WITH best AS (DELETE FROM books WHERE sold = 0 RETURNING *) SELECT count(*) FROM best", builder.SelectColumns(builder.Count()).From(gone).With(builder.CTE(gone, builder.Delete(books).Where(sold.Eq(0)).Returning())), "INSERT, UPDATE or DELETE inside WITH"},
	}
}

var gone = builder.Derived[Book]("gone")

func billingQueries() map[string]exercise {
	month := builder.DateTrunc("month", issued).Label("month")
	year, quarter := builder.Extract("year", issued).Label("year"), builder.Extract("quarter", issued).Label("quarter")
	open := builder.Sum(cents).Filter(paidAt.IsNull()).Label("open")
	overdue := issued.AddInterval(builder.Interval{Days: 30})
	original := builder.Alias[Invoice]("original")
	return map[string]exercise{
		"revenue by month":   {"SELECT date_trunc('month', issued)::date AS month, sum(cents) FROM invoices GROUP BY 1 ORDER BY 1", builder.SelectColumns(month, builder.Sum(cents)).GroupBy(month).OrderBy(month), ""},
		"what is owed":       {"SELECT customer, sum(cents) FILTER (WHERE paid_at IS NULL) AS open FROM invoices GROUP BY customer ORDER BY open DESC NULLS LAST", builder.SelectColumns(customer, open).GroupBy(customer).OrderBy(open.Desc().NullsLast()), ""},
		"paid late":          {"SELECT id FROM invoices WHERE paid_at > issued + interval '30 days' ORDER BY id", builder.SelectColumns(invoiceID).Where(paidAt.GtCol(overdue)).OrderBy(invoiceID), ""},
		"due at month's end": {"SELECT id, (issued + interval '1 month')::date FROM invoices ORDER BY id", builder.SelectColumns(invoiceID, issued.AddInterval(builder.Interval{Months: 1})).OrderBy(invoiceID), ""},
		"days to pay":        {"SELECT customer, avg(extract(epoch FROM paid_at - issued) / 86400) FROM invoices WHERE paid_at IS NOT NULL GROUP BY customer ORDER BY 1", builder.SelectColumns(customer, builder.Avg(builder.Cast[float64](builder.Extract("epoch", paidAt).SubCol(builder.Extract("epoch", issued)), "double precision").Div(86400))).Where(paidAt.IsNotNull()).GroupBy(customer).OrderBy(customer), ""},
		"corrections":        {"SELECT i.id, o.cents, i.cents - o.cents FROM invoices i JOIN invoices o ON o.id = i.parent ORDER BY i.id", builder.SelectColumns(invoiceID, builder.Col(&original.Cents), cents.SubCol(builder.Col(&original.Cents))).From(invoices).Join(original, parent.EqCol(builder.Col(&original.ID))).OrderBy(invoiceID), ""},
		"quarters":           {"SELECT extract(year FROM issued), extract(quarter FROM issued), count(*) FROM invoices GROUP BY 1, 2 ORDER BY 1, 2", builder.SelectColumns(year, quarter, builder.Count()).GroupBy(year, quarter).OrderBy(year, quarter), ""},
		"the same twice":     {"SELECT customer, cents FROM invoices GROUP BY customer, cents HAVING count(*) > 1", builder.SelectColumns(customer, cents).GroupBy(customer, cents).Having(builder.Count().Gt(1)), ""},
	}
}

func analyticsQueries() map[string]exercise {
	utc := builder.AtTimeZone(happened, "UTC")
	day, week := builder.DateTrunc("day", utc).Label("day"), builder.Extract("week", utc).Label("week")
	hour := builder.Extract("hour", builder.AtTimeZone(happened, "Asia/Tokyo")).Label("hour")
	buyers := builder.Alias[Event]("buyers")
	before := builder.Lag(happened).Over(builder.PartitionBy(userID).OrderBy(eventID))
	isNew := builder.Case[int64]().WhenExpr(before.AddInterval(builder.Interval{Duration: 30 * time.Minute}).GeCol(happened), builder.Literal[int64](0)).Else(1)
	type visit struct{ UserID, Start int64 }
	sessions := builder.Derived[visit]("sessions")
	return map[string]exercise{
		"active users of a day": {"SELECT date_trunc('day', at AT TIME ZONE 'UTC') AS day, count(DISTINCT user_id) FROM events GROUP BY 1 ORDER BY 1", builder.SelectColumns(day, builder.CountDistinct(userID)).GroupBy(day).OrderBy(day), ""},
		"weeks":                 {"SELECT extract(week FROM at AT TIME ZONE 'UTC') AS w, count(*) FROM events GROUP BY 1 ORDER BY 1", builder.SelectColumns(week, builder.Count()).GroupBy(week).OrderBy(week), ""},
		"funnel":                {"SELECT count(DISTINCT user_id), count(DISTINCT user_id) FILTER (WHERE kind = 'buy') FROM events", builder.SelectColumns(builder.CountDistinct(userID), builder.CountDistinct(userID).Filter(kind.Eq("buy"))), ""},
		"bought within an hour": {"SELECT v.id FROM events v JOIN events buyers ON buyers.user_id = v.user_id AND buyers.kind = 'buy' AND buyers.at BETWEEN v.at AND v.at + interval '1 hour' WHERE v.kind = 'visit' ORDER BY v.id", builder.SelectColumns(eventID).From(events).Join(buyers, builder.Col(&buyers.UserID).EqCol(userID), builder.Col(&buyers.Kind).Eq("buy"), builder.Col(&buyers.At).BetweenCol(happened, happened.AddInterval(builder.Interval{Duration: time.Hour}))).Where(kind.Eq("visit")).OrderBy(eventID), ""},
		"sessions":              {"SELECT user_id, sum(start) FROM (SELECT user_id, CASE WHEN lag(at) OVER (PARTITION BY user_id ORDER BY id) + interval '30 minutes' >= at THEN 0 ELSE 1 END AS start FROM events) s GROUP BY 1 ORDER BY 1", builder.SelectColumns(builder.Col(&sessions.UserID), builder.Sum(builder.Col(&sessions.Start))).From(builder.Subquery(sessions, builder.SelectColumns(userID, isNew.Label("start")))).GroupBy(builder.Col(&sessions.UserID)).OrderBy(builder.Col(&sessions.UserID)), ""},
		"by the hour there":     {"SELECT extract(hour FROM at AT TIME ZONE 'Asia/Tokyo') AS h, count(*) FROM events GROUP BY 1 ORDER BY 1", builder.SelectColumns(hour, builder.Count()).GroupBy(hour).OrderBy(hour), "AT TIME ZONE but for UTC"},
		"the last of each":      {"SELECT user_id, max(at) FROM events GROUP BY user_id ORDER BY user_id", builder.SelectColumns(userID, builder.Max(happened)).GroupBy(userID).OrderBy(userID), ""},
	}
}

func queueQueries() map[string]exercise {
	ready := builder.SelectColumns(jobID).Where(state.Eq("ready"), runAt.Le(noon)).OrderBy(runAt).Limit(1)
	return map[string]exercise{
		"take a job":          {"UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE id IN (SELECT id FROM jobs WHERE state = 'ready' AND run_at <= '2024-01-01 12:00Z' ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, attempts", builder.Update(jobs).Set(state.To("running"), attempts.ToExpr(attempts.Add(1))).Where(jobID.InQuery(ready.From(jobs).ForUpdate(builder.SkipLocked()))).Returning(jobID, attempts), "FOR UPDATE"},
		"take it, alone":      {"UPDATE jobs SET state = 'running' WHERE id = (SELECT id FROM jobs WHERE state = 'ready' ORDER BY run_at LIMIT 1) RETURNING id", builder.Update(jobs).Set(state.To("running")).Where(jobID.InQuery(ready.From(jobs))).Returning(jobID), ""},
		"again, later":        {"UPDATE jobs SET run_at = run_at + interval '10 minutes' WHERE state = 'failed' RETURNING id, run_at", builder.Update(jobs).Set(runAt.ToExpr(runAt.AddInterval(builder.Interval{Duration: 10 * time.Minute}))).Where(state.Eq("failed")).Returning(jobID, runAt), ""},
		"depth of queues":     {"SELECT queue, count(*) FILTER (WHERE state = 'ready'), max(attempts) FROM jobs GROUP BY queue ORDER BY queue", builder.SelectColumns(queue, builder.Count().Filter(state.Eq("ready")), builder.Max(attempts)).GroupBy(queue).OrderBy(queue), ""},
		"jobs of somebody":    {"SELECT id FROM jobs WHERE payload ->> 'to' = 'ann' ORDER BY id", builder.SelectColumns(jobID).Where(payload.Get("to").Text().Eq("ann")).OrderBy(jobID), ""},
		"large jobs":          {"SELECT id FROM jobs WHERE (payload ->> 'size')::bigint > 5", builder.SelectColumns(jobID).Where(payload.Get("size").Int().Gt(5)), ""},
		"waiting the longest": {"SELECT queue, min(run_at) FROM jobs WHERE state = 'ready' GROUP BY queue ORDER BY 2", builder.SelectColumns(queue, builder.Min(runAt).Label("since")).Where(state.Eq("ready")).GroupBy(queue).OrderBy(builder.Min(runAt)), ""},
	}
}

func stockQueries() map[string]exercise {
	lentBook := builder.TypeCoerce[int64](builder.Col(&loans.BookID))
	return map[string]exercise{
		"what is out":       {"SELECT title, reader FROM books JOIN loans ON loans.book_id = books.id WHERE back_at IS NULL ORDER BY title", builder.SelectColumns(book, reader).From(books).Join(loans, lentBook.EqCol(bookID)).Where(back.IsNull()).OrderBy(book), ""},
		"never lent":        {"SELECT title FROM books WHERE id NOT IN (SELECT book_id FROM loans) ORDER BY title", builder.SelectColumns(book).Where(bookID.NotInQuery(builder.SelectColumns(lentBook).From(loans))).OrderBy(book), ""},
		"too late":          {"SELECT reader FROM loans WHERE coalesce(back_at, '2025-06-01Z') > due_on + interval '1 day' ORDER BY id", builder.SelectColumns(reader).From(loans).Where(back.Coalesce(time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)).GtCol(due.AddInterval(builder.Interval{Days: 1}))).OrderBy(builder.Col(&loans.ID)), ""},
		"who has read what": {"SELECT reader, string_agg(DISTINCT title, ',' ORDER BY title) FROM loans JOIN books ON books.id = book_id GROUP BY reader ORDER BY reader", builder.SelectColumns(reader, builder.StringAgg(book, ",").Distinct().AggregateOrderBy(book)).From(loans).Join(books, lentBook.EqCol(bookID)).GroupBy(reader).OrderBy(reader), "string_agg(DISTINCT ...) of several expressions"},
		"worth":             {"SELECT sum(price * sold) FROM books", builder.SelectColumns(builder.Sum(price.MulCol(builder.TypeCoerce[float64](sold)))), ""},
		"left of each":      {"SELECT title, sold - (SELECT count(*) FROM loans WHERE book_id = books.id) AS left FROM books ORDER BY id", builder.SelectColumns(book, sold.SubCol(builder.ScalarSubquery[int64](builder.SelectColumns(builder.Count()).From(loans).Where(lentBook.EqCol(bookID)))).Label("left")).From(books).OrderBy(bookID), ""},
		"notes that lie":    {"SELECT reader FROM loans WHERE note IS DISTINCT FROM '50%' AND reader LIKE '%' ORDER BY id", builder.SelectColumns(reader).From(loans).Where(note.IsDistinctFrom("50%"), reader.Contains("")).OrderBy(builder.Col(&loans.ID)), ""},
	}
}
