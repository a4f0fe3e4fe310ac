{{ config(indexes=[{'columns': ['tailnum', 'dep_at']}]) }}
-- Legs as each aircraft flew them out of New York.
select flight_id, tailnum, origin, dest, dep_at, arr_at, dep_delay, arr_delay
from {{ ref('stg_flights') }}
where tailnum is not null and dep_at is not null
