package environment

import (
	"fmt"
	"os"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/orgschema"
	"sns-dynamics/internal/number"
)

// maxWarnings is the most parts of a document that are named as not emulated: a large
// organization has hundreds.
const maxWarnings = 5

// saveMetadata is the action for a file that is no $metadata document.
const saveMetadata = "save the response to GET $metadata, as XML, and name that file"

// openMetadata opens the file of --metadata. The error is a [cli.Failure].
func openMetadata(file string) (*os.File, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, cli.Failed("give --metadata a file that can be read", "%w", err)
	}
	return f, nil
}

// EmulatorSchema returns the schema for the emulator of the tables in a file with the $metadata
// document of an organization. The warnings name the parts that are left out. The error is a
// [cli.Failure] if the file cannot be opened or is no such document.
func EmulatorSchema(file string) (schema []byte, warnings []string, err error) {
	f, err := openMetadata(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	document, err := csdl.Read(f)
	if err != nil {
		return nil, nil, cli.Failed(saveMetadata, "%s: %w", file, err)
	}
	schema, leftOut, err := orgschema.Schema(document, emulator.EmbeddedSchema())
	if err != nil {
		return nil, nil, cli.Failed(saveMetadata, "%s: %w", file, err)
	}
	for i, what := range leftOut {
		if i == maxWarnings {
			warnings = append(warnings, fmt.Sprintf("%s: %s more parts are not emulated", file, number.Grouped(len(leftOut)-i)))
			break
		}
		warnings = append(warnings, file+": not emulated: "+what)
	}
	return schema, warnings, nil
}
