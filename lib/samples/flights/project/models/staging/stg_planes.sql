select
    tailnum,
    year as built_year,
    manufacturer,
    model,
    engines,
    seats,
    engine
from {{ source('nyc', 'planes') }}
