package guide_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// page is a page of the documentation with the Go blocks that stand in it, in their order.
type page struct {
	path   string // from the root of the module
	blocks []block
}

// block is one piece of Go.
type block struct {
	line  int // of the first line of code, in the page
	code  string
	runs  bool   // compiled, and run as well
	want  string // what it must print, when prints
	print bool
}

var (
	// fence is a visible block, ```go or ```go norun, or a hidden one for what the page need not show, <!--go.
	fence  = regexp.MustCompile("(?ms)^(?:```go( norun)?\n(.*?)^```$|<!--go( norun)?\n(.*?)^-->$)")
	output = regexp.MustCompile(`(?s)(?:^|\n)// Output:\n(.*)$`)
)

// read finds the blocks of a page. A whole program is left to the test that runs it.
func read(path, text string) page {
	p := page{path: path}
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		code, from, still := 2, at[4], at[2] >= 0
		if from < 0 {
			code, from, still = 4, at[8], at[6] >= 0
		}
		b := block{code: text[from:at[2*code+1]], line: 1 + strings.Count(text[:from], "\n"), runs: !still}
		if strings.HasPrefix(b.code, "package ") {
			continue
		}
		if want := output.FindStringSubmatch(b.code); want != nil {
			b.print, b.want = true, strings.TrimSpace(regexp.MustCompile(`(?m)^// ?`).ReplaceAllString(want[1], ""))
		}
		p.blocks = append(p.blocks, b)
	}
	return p
}

// declares reports whether the block stands outside functions.
func (b block) declares() bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+b.code, 0)
	return err == nil
}

// program is the page as a package: declarations as they stand, statements as functions in the list Blocks.
func (p page) program() (string, error) {
	var body strings.Builder
	var list []string
	for i, b := range p.blocks {
		if b.declares() {
			fmt.Fprintf(&body, "//line %s:%d\n%s\n", p.path, b.line, b.code)
			continue
		}
		declared, err := b.variables()
		if err != nil {
			return "", fmt.Errorf("%s:%d: %w", p.path, b.line, err)
		}
		fmt.Fprintf(&body, "func block%d(ctx context.Context, engine *repo.Engine, s *repo.Session) error {\n{\n//line %s:%d\n%s\n%s}\nreturn nil\n}\n",
			i, p.path, b.line, b.code, used(declared))
		if b.runs {
			list = append(list, fmt.Sprintf("%d: block%d", i, i))
		}
	}
	fmt.Fprintf(&body, "var Blocks = map[int]func(context.Context, *repo.Engine, *repo.Session) error{%s}\n", strings.Join(list, ", "))
	imports, err := imported(body.String())
	return "package page\n" + imports + body.String(), err
}

// variables are those that the block declares and need not use.
func (b block) variables() (names []string, err error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() error {\n"+b.code+"\n}", 0)
	if err != nil {
		return nil, err
	}
	for _, statement := range file.Decls[0].(*ast.FuncDecl).Body.List {
		switch s := statement.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				for _, left := range s.Lhs {
					names = append(names, left.(*ast.Ident).Name)
				}
			}
		case *ast.DeclStmt:
			for _, spec := range s.Decl.(*ast.GenDecl).Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					for _, name := range v.Names {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "_" }), nil
}

// used uses variables; an error that the block leaves lying about ends it.
func used(names []string) string {
	var text strings.Builder
	for _, name := range names {
		if name == "err" {
			text.WriteString("if err != nil {\nreturn err\n}\n")
		} else {
			text.WriteString("_ = " + name + "\n")
		}
	}
	return text.String()
}

// imported is the import declaration of what code names and does not declare.
func imported(code string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+code, 0)
	if err != nil {
		return "", err
	}
	lines := []string{}
	for _, name := range file.Unresolved {
		if path, ok := packages[name.Name]; ok {
			lines = append(lines, fmt.Sprintf("import %s %q\n", name.Name, path))
		}
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), ""), nil
}

// packages are what a page may name without importing it.
var packages = map[string]string{
	"context": "context", "driver": "database/sql/driver", "errors": "errors", "fmt": "fmt", "http": "net/http", "iter": "iter",
	"json": "encoding/json", "log": "log", "os": "os", "slices": "slices", "slog": "log/slog", "sql": "database/sql", "strings": "strings",
	"testing": "testing", "time": "time", "tls": "crypto/tls",

	"decimal": "github.com/shopspring/decimal",
	"pgx":     "github.com/jackc/pgx/v5",
	"pgxpool": "github.com/jackc/pgx/v5/pgxpool",
	"require": "github.com/stretchr/testify/require",
	"sq":      "github.com/Masterminds/squirrel",
	"sqlmock": "github.com/DATA-DOG/go-sqlmock",
	"sqlx":    "github.com/jmoiron/sqlx",
	"uuid":    "github.com/google/uuid",

	"backends":    "github.com/drey-db/drey/backends",
	"builder":     "github.com/drey-db/drey/builder",
	"migrate":     "github.com/drey-db/drey/migrate",
	"pgxbackend":  "github.com/drey-db/drey/backends/pgxbackend",
	"pgxstdlib":   "github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib",
	"repo":        "github.com/drey-db/drey/repo",
	"schema":      "github.com/drey-db/drey/schema",
	"sqlxbackend": "github.com/drey-db/drey/backends/sqlxbackend",
	"repotest":    "github.com/drey-db/drey/repo/repotest",
}
