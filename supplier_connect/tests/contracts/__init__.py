"""What every implementation of a store must do, as mixins for `unittest.TestCase`.

A host writes one test case per contract, `class TestOrders(HostHooks, OrderBookContract, HostTestCase)`: its hooks
come first, and their `setUp` runs the contract's by `super().setUp()`. Hooks that make things (`make_order`,
`make_item`, `make_account`) may name them as the host likes: contracts go by what they return. `make_store` is called
anew in every thread and must always show the same data.
"""

from supplier_connect.tests.contracts.cache import AnswerShelfContract
from supplier_connect.tests.contracts.calls import CallLogContract, DayBudgetContract, WindowTableContract
from supplier_connect.tests.contracts.items import ItemBookContract
from supplier_connect.tests.contracts.matches import MatchStoreContract
from supplier_connect.tests.contracts.orders import OrderBookContract
from supplier_connect.tests.contracts.parts import PartBookContract
from supplier_connect.tests.contracts.resync import ResyncStoreContract
from supplier_connect.tests.contracts.sign_ins import GrantStoreContract, SignInStoreContract
from supplier_connect.tests.contracts.transfers import TransferStoreContract
from supplier_connect.tests.contracts.usage import UsageBookContract

__all__ = [
	"AnswerShelfContract",
	"CallLogContract",
	"DayBudgetContract",
	"GrantStoreContract",
	"ItemBookContract",
	"MatchStoreContract",
	"OrderBookContract",
	"PartBookContract",
	"ResyncStoreContract",
	"SignInStoreContract",
	"TransferStoreContract",
	"UsageBookContract",
	"WindowTableContract",
]
