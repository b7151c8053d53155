package sqltext_test

import (
	"regexp"
	"strings"
	"testing"

	pganalyze "github.com/pganalyze/pg_query_go/v6"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/internal/sqltext"
)

// postgresSeeds are texts at which scanners go wrong.
var postgresSeeds = []string{
	"SELECT 1; COMMIT", `E'\'' ; x`, `E'a''b\'c'`, "E'a'\n'b\\'c'", "'a' 'b'", `U&'\0041' U&"a""b" N'x' B'01' X'ff'`, `e''`,
	"/* /* ; */ ; */ x", "/*/* */*/", "/*/", "-- a\r;", "-- a\n;", "$$;$$", "$a$ $b$ $$ $a$ ;", "a$$;$$", "a$1 $1 $12 $1$$;$$", "$é$;$é$",
	"1$$;$$", "1e5 1e 1.5e-3 .5 1. 0x1F 1_000 1.0.00 1..2 ..0 ...5 1.2e+ 1.e5", "a::b:=c", "?? ? ?| @> <@", "`;`", "[;]", `"a"";" `, "'\\'", "é; ;", "*/", "+/* */-- x",
	"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3", "CREATE FUNCTION f(begin atomic) RETURNS int LANGUAGE sql AS 'x'; SELECT 1",
	"CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 1 AS \"end\"; END; COMMIT",
	"CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v); COMMIT", "CREATE VIEW v AS SELECT begin atomic FROM t; COMMIT",
	"BEGIN; SAVEPOINT a; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a; RELEASE a; COMMIT AND CHAIN; END; ABORT; START TRANSACTION; PREPARE TRANSACTION 'x'",
	"COMMIT PREPARED 'x'; ROLLBACK PREPARED 'x'; PREPARE p AS SELECT 1; DO $$ BEGIN COMMIT; END $$", "(SELECT 1); ((SELECT 2))", ";;", "",
	"COPY t FROM STDIN", "copy s.t (a, b) from stdin with (format csv); SELECT 1", "COPY (SELECT a FROM t) TO STDOUT", "SELECT 1; COPY t TO stdout", "COPY t FROM STDOUT",
	"COPY t FROM 'stdin'", "COPY t FROM PROGRAM 'x'; COMMIT", `COPY "from" TO '/x'; BEGIN`, "COPY (SELECT 1 UNION (SELECT 2)) TO 'f'", "COPY BINARY t TO STDOUT", "COPY t FROM STDIN DELIMITER 'x' WHERE a > 1",
}

// kind returns what PostgreSQL's token is here; the many that it has of operators are one.
func kind(t *pganalyze.ScanToken, text string) sqltext.Kind {
	switch t.Token {
	case pganalyze.Token_C_COMMENT, pganalyze.Token_SQL_COMMENT:
		return sqltext.Comment
	case pganalyze.Token_SCONST, pganalyze.Token_USCONST, pganalyze.Token_BCONST, pganalyze.Token_XCONST:
		return sqltext.String
	case pganalyze.Token_ICONST, pganalyze.Token_FCONST:
		return sqltext.Number
	case pganalyze.Token_PARAM:
		return sqltext.Numbered
	case pganalyze.Token_UIDENT:
		return sqltext.Name
	case pganalyze.Token_IDENT:
		if text[0] == '"' {
			return sqltext.Name
		}
		return sqltext.Word
	}
	if t.KeywordKind != pganalyze.KeywordKind_NO_KEYWORD {
		return sqltext.Word
	}
	return sqltext.Symbol
}

// kinds returns what each byte of text is to PostgreSQL; what is in no token is space. ok is false for text that it does
// not read.
func kinds(text string) (each []sqltext.Kind, ok bool) {
	if strings.ContainsRune(text, 0) {
		return nil, false
	}
	scanned, err := pgquery.Scan(text)
	if err != nil {
		return nil, false
	}
	each = make([]sqltext.Kind, len(text))
	for i := range each {
		each[i] = sqltext.Space
	}
	for _, t := range scanned.Tokens {
		for i := t.Start; i < t.End; i++ {
			each[i] = kind(t, text[t.Start:t.End])
		}
	}
	return each, true
}

// warm starts PostgreSQL's parser, which takes longer than a fuzz test waits for its first answer.
func warm(f *testing.F) {
	f.Helper()
	_, err := pgquery.Scan("SELECT 1")
	require.NoError(f, err)
}

// commentBehindString is where libpg_query, which makes tokens of comments, ends a string that the server's scan.l goes on
// with behind the comment's line.
var commentBehindString = regexp.MustCompile(`'\s*--`)

// FuzzPostgresTokens cuts text as PostgreSQL's own scanner does.
func FuzzPostgresTokens(f *testing.F) {
	warm(f)
	for _, seed := range postgresSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, ok := kinds(text)
		if !ok || commentBehindString.MatchString(text) {
			return
		}
		got := []sqltext.Kind{}
		for s := sqltext.Postgres.Scan(text); ; {
			token, more := s.Next()
			if !more {
				break
			}
			for range len(token.Text) {
				got = append(got, token.Kind)
			}
		}
		require.Equal(t, want, got, text)
	})
}

// control returns what a statement does to a transaction, by PostgreSQL's parser.
func control(n *pganalyze.Node) string {
	if c := n.GetCopyStmt(); c != nil && c.Filename == "" && !c.IsProgram {
		if c.IsFrom {
			return sqltext.CopyIn
		}
		return sqltext.CopyOut
	}
	switch s := n.GetTransactionStmt(); s.GetKind() {
	case pganalyze.TransactionStmtKind_TRANS_STMT_SAVEPOINT:
		return sqltext.Savepoint
	case pganalyze.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO:
		return sqltext.RollbackTo
	case pganalyze.TransactionStmtKind_TRANS_STMT_BEGIN, pganalyze.TransactionStmtKind_TRANS_STMT_START:
		return "begins"
	case pganalyze.TransactionStmtKind_TRANS_STMT_COMMIT, pganalyze.TransactionStmtKind_TRANS_STMT_ROLLBACK,
		pganalyze.TransactionStmtKind_TRANS_STMT_PREPARE:
		return "ends"
	}
	return ""
}

// family returns which of the words of control words are.
func family(command string) string {
	switch command {
	case "BEGIN", "START TRANSACTION":
		return "begins"
	case "COMMIT", "END", "ABORT", "ROLLBACK", "PREPARE TRANSACTION":
		return "ends"
	}
	return command
}

// FuzzPostgresControl finds the first statement that controls a transaction where PostgreSQL's parser does.
func FuzzPostgresControl(f *testing.F) {
	warm(f)
	for _, seed := range postgresSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := pgquery.Parse(text)
		if err != nil || strings.ContainsRune(text, 0) {
			return
		}
		want := ""
		for _, s := range parsed.Stmts {
			if want = control(s.Stmt); want != "" {
				break
			}
		}
		require.Equal(t, want, family(sqltext.Postgres.Control(text)), text)
	})
}
