"""`python -m monitord.simulator ORDERS`: how the simulator is started inside its namespace."""

import sys

from monitord.simulator.inside import main
from monitord.simulator.orders import Orders

sys.exit(main(Orders.parse(sys.argv[1])))
