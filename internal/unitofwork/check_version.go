package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// checkVersions refuses to change rows whose version nobody has read: they would be written whatever became of them meanwhile, and
// not counted up.
func checkVersions(steps []Step) error {
	for _, step := range steps {
		if step.Verb != Updates || step.Mapping.Version == nil {
			continue
		}
		v := step.Mapping.Version
		if slices.ContainsFunc(step.Rows, func(row Row) bool { return row.unversioned(v) }) {
			return refused("%[1]s.%[2]s, the version, was not read with a %[1]s that is changed, so nobody can tell whether its row has changed since: "+
				"select %[2]s as well, or Refresh the entity before it is changed", step.Mapping.Name(), v.Field)
		}
	}
	return nil
}

// unversioned reports whether a row is updated whose version v nobody knows, and nobody sets.
func (r *Row) unversioned(v *mapper.Column) bool {
	return !r.Late && len(r.Columns) > 0 && !slices.Contains(r.Columns, v) && !r.Of().Loaded().Has(v.Index)
}
