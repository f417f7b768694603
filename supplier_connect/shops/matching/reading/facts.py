"""What a text or a parameter says of a part: kind, values, package, tolerance ... as comparable facts.

The public face of the reading half of matching. Shops, people and ERPNext items write the same thing in many
ways; here it becomes `Fact`s in base units that name the rule that made them:

- `terms`: the vocabulary; `words`, `packages`, `units`, `codes`: the tables of rules;
- `quantities`: numbers with units; `kinds` and `texts`: names and descriptions; `parameters`: parameters;
- `showing`: values as a person reads them, and whether two are the same.

Everything is pure and cached by its arguments.
"""

from supplier_connect.shops.matching.reading.parameters import read_parameter, read_parameters
from supplier_connect.shops.matching.reading.terms import Fact, Facts, Kind, Property, Unit, Value
from supplier_connect.shops.matching.reading.texts import kind_of, read_text
from supplier_connect.shops.matching.values.display import same_value, shown
from supplier_connect.shops.matching.values.packages import canonical_package
from supplier_connect.shops.matching.values.quantities import Quantity, parse_quantity

__all__ = [
	"Fact",
	"Facts",
	"Kind",
	"Property",
	"Quantity",
	"Unit",
	"Value",
	"canonical_package",
	"kind_of",
	"parse_quantity",
	"read_parameter",
	"read_parameters",
	"read_text",
	"same_value",
	"shown",
]
