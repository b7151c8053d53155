package vet

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// report tells of a mistake, unless a comment on its line says that it is meant: //nolint:dreyunclosed, with the analyzer's name.
func report(pass *analysis.Pass, at token.Pos, format string, args ...any) {
	if !meant(pass, at) {
		pass.Reportf(at, format, args...)
	}
}

func meant(pass *analysis.Pass, at token.Pos) bool {
	line := pass.Fset.Position(at).Line
	for _, file := range pass.Files {
		if at < file.FileStart || at > file.FileEnd {
			continue
		}
		for _, group := range file.Comments {
			for _, c := range group.List {
				names, is := strings.CutPrefix(c.Text, "//nolint:")
				if is && pass.Fset.Position(c.Pos()).Line == line && strings.Contains(names, pass.Analyzer.Name) {
					return true
				}
			}
		}
	}
	return false
}
