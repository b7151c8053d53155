package ast

import "testing"

func TestTextThatCalls(t *testing.T) {
	for text, calls := range map[string]bool{
		"": false, "true": false, "size > ?": false, "(a OR b)": false, "id IN (?,?)": false, "id in(1)": false, "a = ANY ($1)": false,
		"EXISTS (SELECT 1 FROM t WHERE (a > b))": false, "count(*) FILTER (WHERE a)": false, "COALESCE (a, lower(b))": false,
		"add_toy(1)": true, "1 + add_toy (1)": true, `"add toy"(1)`: true, "app.lower('a')": true, "coalesce(a, nextval('s'))": true,
		"add_toy/* so */(1)": true, "pg_catalog.now()": true, "Über(1)": true,
	} {
		if callsFunction(text) != calls {
			t.Errorf("%q: %v", text, !calls)
		}
	}
}
