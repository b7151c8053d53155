package builder_test

import (
	"time"

	"github.com/drey-db/drey/builder"
)

type ranked struct {
	Title string
	Place int64
}

func windowExercises() map[string]exercise {
	byAuthor := builder.PartitionBy(written).OrderBy(sold.Desc(), bookID)
	all := builder.PartitionBy().OrderBy(bookID)
	top := builder.Derived[ranked]("ranked")
	best := builder.Derived[Book]("best")
	type day struct{ Day, Island int64 }
	days := builder.Derived[day]("days")
	number := builder.Extract("doy", builder.AtTimeZone(happened, "UTC"))
	island := number.SubCol(builder.RowNumber().Over(builder.PartitionBy().OrderBy(eventID)))
	visits := builder.SelectColumns(number.Label("day"), island.Label("island")).Where(userID.Eq(1), kind.Eq("visit"))
	type gap struct{ Now, Before *int64 }
	gaps := builder.Derived[gap]("gaps")
	now, before := builder.NullCol(&gaps.Now), builder.NullCol(&gaps.Before)
	return map[string]exercise{
		"rank in a group":   {"SELECT title, rank() OVER (PARTITION BY author_id ORDER BY sold DESC, id) AS r FROM books ORDER BY id", builder.SelectColumns(book, builder.Rank().Over(byAuthor).Label("r")).OrderBy(bookID), ""},
		"top n of a group":  {"SELECT title, place FROM (SELECT title, row_number() OVER (PARTITION BY author_id ORDER BY sold DESC, id) AS place FROM books) r WHERE place <= 1 ORDER BY title", builder.Select(top).From(builder.Subquery(top, builder.SelectColumns(book, builder.RowNumber().Over(byAuthor).Label("place")))).Where(builder.Col(&top.Place).Le(1)).OrderBy(builder.Col(&top.Title)), ""},
		"top n, lateral":    {"SELECT a.name, b.title FROM authors a JOIN LATERAL (SELECT * FROM books WHERE author_id = a.id ORDER BY sold DESC LIMIT 1) b ON true ORDER BY a.id", builder.SelectColumns(author, builder.Col(&best.Title)).From(authors).Join(builder.Lateral(best, builder.Select(books).Where(written.EqCol(authorID)).OrderBy(sold.Desc()).Limit(1))).OrderBy(authorID), "LATERAL"},
		"top n, distinct":   {"SELECT DISTINCT ON (author_id) author_id, title FROM books ORDER BY author_id, sold DESC", builder.SelectColumns(written, book).DistinctOn(written).OrderBy(written, sold.Desc()), "DISTINCT ON"},
		"running total":     {"SELECT id, sum(sold) OVER (ORDER BY id) FROM books ORDER BY id", builder.SelectColumns(bookID, builder.Sum(sold).Over(all)).OrderBy(bookID), ""},
		"moving average":    {"SELECT id, avg(price) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM books ORDER BY id", builder.SelectColumns(bookID, builder.Avg(price).Over(all.Frame("ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING"))).OrderBy(bookID), ""},
		"change since":      {"SELECT id, sold - lag(sold) OVER (ORDER BY id) FROM books ORDER BY id", builder.SelectColumns(bookID, sold.SubCol(builder.Lag(sold).Over(all))).OrderBy(bookID), ""},
		"share of a total":  {"SELECT id, 100.0 * sold / sum(sold) OVER () FROM books ORDER BY id", builder.SelectColumns(bookID, builder.Literal(100.0).MulCol(builder.TypeCoerce[float64](sold)).DivCol(builder.TypeCoerce[float64](builder.Sum(sold).Over(builder.Window{})))).OrderBy(bookID), ""},
		"quartiles":         {"SELECT id, ntile(2) OVER (ORDER BY price, id) FROM books ORDER BY id", builder.SelectColumns(bookID, builder.NTile(2).Over(builder.PartitionBy().OrderBy(price, bookID))).OrderBy(bookID), ""},
		"first of a group":  {"SELECT id, first_value(title) OVER (PARTITION BY author_id ORDER BY sold DESC, id) FROM books ORDER BY id", builder.SelectColumns(bookID, builder.FirstValue(book).Over(byAuthor)).OrderBy(bookID), ""},
		"percentile":        {"SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY sold) FROM books", builder.SelectColumns(builder.Func[float64]("percentile_cont", 0.5).WithinGroup(sold)), "WITHIN GROUP"},
		"gaps":              {"SELECT before, now FROM (SELECT id AS now, lag(id) OVER (ORDER BY id) AS before FROM events WHERE user_id = 1) g WHERE now - before > 1 ORDER BY now", builder.SelectColumns(before, now).From(builder.Subquery(gaps, builder.SelectColumns(eventID.Label("now"), builder.Lag(eventID).Over(builder.PartitionBy().OrderBy(eventID)).Label("before")).Where(userID.Eq(1)))).Where(now.SubCol(before).Gt(1)).OrderBy(now), ""},
		"islands of visits": {"SELECT min(day), count(*) FROM (SELECT extract(doy FROM at AT TIME ZONE 'UTC') AS day, extract(doy FROM at AT TIME ZONE 'UTC') - row_number() OVER (ORDER BY id) AS island FROM events WHERE user_id = 1 AND kind = 'visit') d GROUP BY island ORDER BY 1", builder.SelectColumns(builder.Min(builder.Col(&days.Day)), builder.Count()).From(builder.Subquery(days, visits)).GroupBy(builder.Col(&days.Island)).OrderBy(builder.Min(builder.Col(&days.Day))), ""},
	}
}

func rowExercises() map[string]exercise {
	other := builder.Alias[Book]("other")
	sales := builder.Sum(sold).Label("sales")
	tags := builder.Array(builder.Col(&authors.Tags))
	doc := builder.JSON(builder.Col(&authors.Doc))
	vector := builder.Func[any]("to_tsvector", builder.Raw[string]("'english'"), book)
	return map[string]exercise{
		"exists, correlated":   {"SELECT name FROM authors a WHERE EXISTS (SELECT FROM books b WHERE b.author_id = a.id AND sold > 5) ORDER BY name", builder.SelectColumns(author).Where(builder.Exists(builder.SelectColumns(bookID).Where(written.EqCol(authorID), sold.Gt(5)))).OrderBy(author), ""},
		"those without":        {"SELECT name FROM authors a WHERE NOT EXISTS (SELECT FROM books b WHERE b.author_id = a.id) ORDER BY name", builder.SelectColumns(author).Where(builder.Not(builder.Has(&authors.Books))).OrderBy(author), ""},
		"anti join":            {"SELECT name FROM authors a LEFT JOIN books b ON b.author_id = a.id WHERE b.id IS NULL", builder.SelectColumns(author).LeftJoin(books, written.EqCol(authorID)).Where(bookID.IsNull()), ""},
		"better than average":  {"SELECT title FROM books b WHERE sold > (SELECT avg(sold) FROM books o WHERE o.author_id = b.author_id) ORDER BY title", builder.SelectColumns(book).From(books).Where(builder.TypeCoerce[float64](sold).GtCol(builder.ScalarSubquery[float64](builder.SelectColumns(builder.Avg(builder.Col(&other.Sold))).From(other).Where(builder.Col(&other.AuthorID).EqCol(written))))).OrderBy(book), ""},
		"second highest":       {"SELECT DISTINCT price FROM books ORDER BY price DESC LIMIT 1 OFFSET 1", builder.SelectColumns(price).Distinct().OrderBy(price.Desc()).Limit(1).Offset(1), ""},
		"pairs":                {"SELECT a.title, b.title FROM books a JOIN books b ON a.price = b.price AND a.id < b.id", builder.SelectColumns(book, builder.Col(&other.Title)).From(books).Join(other, price.EqCol(builder.Col(&other.Price)), bookID.LtCol(builder.Col(&other.ID))), ""},
		"pivot by filter":      {"SELECT author_id, count(*) FILTER (WHERE price < 6), count(*) FILTER (WHERE price >= 6) FROM books GROUP BY author_id ORDER BY 1", builder.SelectColumns(written, builder.Count().Filter(price.Lt(6)), builder.Count().Filter(price.Ge(6))).GroupBy(written).OrderBy(written), ""},
		"pivot by case":        {"SELECT sum(CASE WHEN price < 6 THEN sold ELSE 0 END) FROM books", builder.SelectColumns(builder.Sum(builder.Case[int64]().WhenExpr(price.Lt(6), sold).Else(0))), ""},
		"sorted by a label":    {"SELECT author_id, sum(sold) AS sales FROM books GROUP BY author_id HAVING sum(sold) > 0 ORDER BY sales DESC", builder.SelectColumns(written, sales).GroupBy(written).Having(sales.Gt(0)).OrderBy(sales.Desc()), ""},
		"a union by a label":   {"SELECT name AS what FROM authors UNION SELECT title FROM books ORDER BY what DESC LIMIT 3", builder.Union(builder.SelectColumns(author.Label("what")), builder.SelectColumns(book)).OrderBy(author.Label("what").Desc()).Limit(3), ""},
		"grouping sets":        {"SELECT author_id, price, sum(sold) FROM books GROUP BY GROUPING SETS ((author_id, price), ()) ORDER BY 1, 2", builder.SelectColumns(written, price, builder.Sum(sold)).GroupBy(builder.GroupingSets(builder.Tuple(written, price), builder.Tuple())).OrderBy(written, price), "GROUPING SETS"},
		"rollup":               {"SELECT author_id, grouping(author_id), count(*) FROM books GROUP BY ROLLUP (author_id) ORDER BY 1", builder.SelectColumns(written, builder.Func[int64]("grouping", written), builder.Count()).GroupBy(builder.Rollup(written)).OrderBy(written), "ROLLUP"},
		"row values":           {"SELECT title FROM books WHERE (author_id, price) IN ((1, 5), (3, 12)) ORDER BY id", builder.SelectColumns(book).Where(builder.Tuple(written, price).In([]any{1, 5.0}, []any{3, 12.0})).OrderBy(bookID), ""},
		"next page":            {"SELECT title FROM books WHERE (price, id) > (5, 1) ORDER BY price, id LIMIT 2", builder.SelectColumns(book).Where(builder.Tuple(price, bookID).Gt(5.0, 1)).OrderBy(price, bookID).Limit(2), ""},
		"all of a set":         {"SELECT author_id FROM books GROUP BY author_id HAVING count(*) FILTER (WHERE sold < 5) = 0 ORDER BY 1", builder.SelectColumns(written).GroupBy(written).Having(builder.Count().Filter(sold.Lt(5)).Eq(0)).OrderBy(written), ""},
		"lists":                {"SELECT author_id, string_agg(title, '+' ORDER BY title DESC) FROM books GROUP BY author_id ORDER BY 1", builder.SelectColumns(written, builder.StringAgg(book, "+").AggregateOrderBy(book.Desc())).GroupBy(written).OrderBy(written), ""},
		"arrays":               {"SELECT name FROM authors WHERE tags @> ARRAY['x']", builder.SelectColumns(author).Where(tags.Contains("x")), "@> of arrays"},
		"json path":            {"SELECT name, doc -> 'home' ->> 'town' FROM authors WHERE doc ? 'home' ORDER BY id", builder.SelectColumns(author, doc.Get("home", "town").Text()).Where(doc.HasKey("home")).OrderBy(authorID), ""},
		"json of rows":         {"SELECT jsonb_agg(jsonb_build_object('n', sold) ORDER BY id) FROM books WHERE author_id = 1", builder.SelectColumns(builder.JSONArrayAgg(builder.JSONObject[map[string]int64]("n", sold)).AggregateOrderBy(bookID)).Where(written.Eq(1)), ""},
		"json elements":        {"SELECT value FROM authors, jsonb_array_elements_text(doc -> 'langs') AS l(value) WHERE id = 1 ORDER BY value", builder.SelectColumns(builder.Raw[string]("value")).From(authors, builder.TableFunc(builder.Derived[struct{ Value string }]("l"), builder.Func[string]("jsonb_array_elements_text", doc.Get("langs")))).Where(authorID.Eq(1), doc.Contains(map[string]any{})).OrderBy(builder.Raw[string]("value")), "@> of JSON"},
		"full text":            {"SELECT title FROM books WHERE to_tsvector('english', title) @@ plainto_tsquery('english', 'd') ORDER BY id", builder.SelectColumns(book).Where(vector.BoolOp("@@", builder.Func[any]("plainto_tsquery", builder.Raw[string]("'english'"), "d")), book.Matches("d")).OrderBy(bookID), "~, a regular expression"},
		"greatest of two":      {"SELECT id, greatest(born, 1920), least(born, id) FROM authors ORDER BY id", builder.SelectColumns(authorID, builder.Greatest(born, builder.Literal[int64](1920)), builder.Least[int64](born, authorID)).OrderBy(authorID), ""},
		"ranges by a table":    {"SELECT title, label FROM books JOIN (VALUES (0, 5, 'cheap'), (6, 99, 'dear')) AS g(low, high, label) ON sold BETWEEN low AND high ORDER BY id", builder.SelectColumns(book, builder.Col(&grades.Label)).From(books).Join(builder.Values(grades, grade{0, 5, "cheap"}, grade{6, 99, "dear"}), sold.BetweenCol(builder.Col(&grades.Low), builder.Col(&grades.High))).OrderBy(bookID), ""},
		"names within a title": {"SELECT a.name, b.title FROM authors a JOIN books b ON a.name LIKE b.title || '%' ORDER BY 1, 2", builder.SelectColumns(author, book).From(authors).Join(books, author.StartsWithCol(book)).OrderBy(author, book), ""},
	}
}

type grade struct {
	Low, High int64
	Label     string
}

var grades = builder.Derived[grade]("grades")

func treeExercises() map[string]exercise {
	type node struct {
		ID    int64
		Path  string
		Depth int64
	}
	tree := builder.Derived[node]("tree")
	treeID, path, depth := builder.Col(&tree.ID), builder.Col(&tree.Path), builder.Col(&tree.Depth)
	below := builder.UnionAll(
		builder.SelectColumns(authorID.Label("id"), author.Label("path"), builder.Literal[int64](0).Label("depth")).Where(builder.NullCol(&authors.BossID).IsNull(), author.Eq("ann")),
		builder.SelectColumns(authorID, builder.Concat(path, "/", author), depth.Add(1)).From(authors).Join(tree, builder.NullCol(&authors.BossID).EqCol(treeID)))
	n := builder.Col(&numbers.N)
	type dayOf struct{ Day time.Time }
	calendar := builder.Derived[dayOf]("calendar")
	day := builder.Col(&calendar.Day)
	start := time.Date(2024, 2, 28, 0, 0, 0, 0, time.UTC)
	days := builder.UnionAll(builder.SelectColumns(builder.Literal(start).Label("day")), builder.SelectColumns(day.AddInterval(builder.Interval{Days: 1})).Where(day.Lt(start.AddDate(0, 0, 3))))
	many := builder.Count().Label("many")
	busiest := builder.SelectColumns(written, many).GroupBy(written).OrderBy(many.Desc(), written).Limit(1)
	either := builder.UnionAll(builder.SelectColumns(written, sold), builder.SelectColumns(written, bookID)).OrderBy(sold.Desc(), written).Limit(2)
	return map[string]exercise{
		"a label inside":  {"SELECT author_id, n FROM (SELECT author_id, count(*) AS n FROM books GROUP BY author_id ORDER BY n DESC, author_id LIMIT 1) t", builder.Select(totals).From(builder.Subquery(totals, busiest)), ""},
		"an order inside": {"SELECT * FROM (SELECT author_id, sold FROM books UNION ALL SELECT author_id, id FROM books ORDER BY sold DESC, author_id LIMIT 2) t ORDER BY 2 DESC, 1", builder.Select(totals).From(builder.Subquery(totals, either)).OrderBy(builder.Col(&totals.Books).Desc(), builder.Col(&totals.AuthorID)), ""},
		"tree walk":       {"WITH RECURSIVE tree AS (SELECT id, name AS path, 0 AS depth FROM authors WHERE boss_id IS NULL AND name = 'ann' UNION ALL SELECT a.id, tree.path || '/' || a.name, depth + 1 FROM authors a JOIN tree ON a.boss_id = tree.id) SELECT path, depth FROM tree ORDER BY path", builder.SelectColumns(path, depth).With(builder.CTE(tree, below)).OrderBy(path), ""},
		"numbers":         {"SELECT n, count(b.id) FROM generate_series(0, 12) n LEFT JOIN books b ON b.price = n GROUP BY n HAVING count(b.id) > 0 ORDER BY n", builder.SelectColumns(n, builder.Count(bookID)).From(builder.GenerateSeries(numbers, 0, 12)).LeftJoin(books, price.EqCol(builder.TypeCoerce[float64](n))).GroupBy(n).Having(builder.Count(bookID).Gt(0)).OrderBy(n), ""},
		"calendar":        {"SELECT d FROM generate_series(timestamp '2024-02-28', '2024-03-02', interval '1 day') d ORDER BY d", builder.SelectColumns(day).With(builder.CTE(calendar, days)).OrderBy(day), ""},
		"a view":          {"SELECT * FROM sales WHERE books > 1 ORDER BY author_id", builder.Select(totals).From(builder.Table(totals, "sales")).Where(builder.Col(&totals.Books).Gt(1)).OrderBy(builder.Col(&totals.AuthorID)), ""},
		"two queries":     {"WITH totals AS (SELECT author_id, count(*) AS books FROM books GROUP BY author_id) SELECT a.name, t.books FROM authors a JOIN totals t ON t.author_id = a.id WHERE t.books = (SELECT max(books) FROM totals) ORDER BY 1", builder.SelectColumns(author, builder.Col(&totals.Books)).With(builder.CTE(totals, builder.SelectColumns(written, builder.Count()).GroupBy(written))).From(authors).Join(totals, builder.Col(&totals.AuthorID).EqCol(authorID)).Where(builder.Col(&totals.Books).EqCol(builder.ScalarSubquery[int64](builder.SelectColumns(builder.Max(builder.Col(&most.Books))).From(builder.Subquery(most, builder.SelectColumns(written, builder.Count()).GroupBy(written)))))).OrderBy(author), ""},
	}
}

var most = builder.Derived[Total]("most")
