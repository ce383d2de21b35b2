"""Text documents in the agencies' formats, with invented figures unless a test says otherwise."""

import io
import zipfile
from collections.abc import Sequence

FTD_CSV = """CATEGORIES
cat_idx,cat_code,cat_desc,cat_indent
1,BOPGS,"Goods and Services, BOP basis",0
2,BOPG,"Goods, BOP basis",1


DATA TYPES
dt_idx,dt_code,dt_desc,dt_unit
1,BAL,Balance,MLN$
2,EXP,Exports,MLN$
3,IMP,Imports,MLN$


GEO LEVELS
geo_idx,geo_code,geo_desc
1,US,U.S. Total


TIME PERIODS
per_idx,per_name
1,Sep-2025
2,Oct-2025
3,Nov-2025
4,Dec-2025


NOTES
The data are subject to revision; see DATA for details.


DATA UPDATED ON
Thursday, 29-Jan-26 08:31:41 EST


DATA
per_idx,cat_idx,dt_idx,geo_idx,is_adj,val
1,1,1,1,1,-48141
2,1,1,1,1,-29206
3,1,1,1,1,-56825
1,1,2,1,1,293900
2,1,2,1,1,302927
3,1,2,1,1,292052
1,2,1,1,0,-90000
2,2,1,1,0,NA
"""
FRED_CSV = "observation_date,BOPGSTB\n2025-09-01,-48141\n2025-10-01,-29206\n2025-11-01,-56825\n"
TABLE_CSV = """period,exports,imports,balance
2025-09,293900,342041,
2025-10,302927,332133,-29206
2025-11,292052,348877,-56825
"""
ECON_CSV = """"Foreign Trade"
"Balance of Payments Goods and Services: U.S. Total"
"Seasonally Adjusted Balance [Millions of Dollars]"
"Source: Foreign Trade"
"Data Extracted on: January 29, 2026 (8:31 am)"

Period,Value
Oct-2025,-29206
Nov-2025,-56825
Dec-2025,NA
"""
PRESS_CSV = """# retyped from print
series,period,measure,value,unit,published_unit,source
exports.total,2025-10,level,302.92,billion USD,0.01,example press
exports.nonmonetary_gold,2025-10,change,6.8,billion USD,0.1,example press
# the same release, to the million
balance.total,2025-10,level,-29206,million USD,1,"example file, second column"
exports.total,2025-11,percent,-3.6,percent,0.1,example press
balance.total,2025-11,ytd,-800.5,billion USD,0.1,example press
"""


def zipped(name: str, text: str) -> bytes:
    """The text as the one entry of an archive."""
    return archive({name: text.encode()})


def archive(entries: dict[str, bytes]) -> bytes:
    """A ZIP archive of these entries."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in entries.items():
            new.writestr(name, content)
    return written.getvalue()


def spoilt(text: str, changes: Sequence[tuple[str, str]]) -> bytes:
    """The text after replacements, each of which must have something to replace."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()
