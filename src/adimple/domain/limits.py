"""Every ceiling in one place. Intake enforces them; formulas rely on them."""

BILLION = 1_000_000_000

# Money and time: with these, principal × ppb × days stays far below Int128.
MAX_PRINCIPAL_CENTS = 100_000_000_000_00  # R$ 100 billion a título
MAX_RATE_PPB = 10 * BILLION  # 1000 % a month
MAX_DAYS_LATE = 36_525  # a century
EARLIEST_YEAR = 1990
LATEST_YEAR = 2100

# Files.
MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_UNZIPPED_BYTES = 1024 * 1024 * 1024
MAX_ZIP_RATIO = 200
MAX_ROWS = 1_048_576
MAX_COLUMNS = 256
MAX_CELL_CHARS = 10_000

# Text of a título and of a person.
MAX_NAME_CHARS = 200
MAX_NUMBER_CHARS = 60
MAX_DESCRIPTION_CHARS = 300

# Régua.
MIN_STEP_DAY = -60
MAX_STEP_DAY = 365
LAST_STEP_PLANNABLE_DAYS = 10

# Contact.
HOUSE_ATTEMPTS_PER_DAY = 3
HOUSE_CONTACTS_PER_DAY = 1
HOUSE_CONTACTS_PER_WEEK = 7
FIRST_DAILY_CEILING = 50
