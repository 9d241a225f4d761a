"""Pages of the case handler and the legal lead: work queue, cases, letters, and everything done on one case."""

# Importing a module puts its views on the blueprint.
from agency.desk import arrangements as arrangements
from agency.desk import case_list as case_list
from agency.desk import case_page as case_page
from agency.desk import contacts as contacts
from agency.desk import documents as documents
from agency.desk import holds as holds
from agency.desk import letters as letters
from agency.desk import payments as payments
from agency.desk import prescriptions as prescriptions
from agency.desk import proceedings as proceedings
from agency.desk import service as service
from agency.desk import work_queue as work_queue
from agency.desk.area import NAVIGATION as NAVIGATION
from agency.desk.area import SEARCH as SEARCH
from agency.desk.area import bp as bp
