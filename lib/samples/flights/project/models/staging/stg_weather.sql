-- SI units; a wind of 1,048 mph is a typing error of the source and becomes NULL.
select
    origin,
    time_hour as observed_at,
    (temp - 32) * 5 / 9 as temp_c,
    (dewp - 32) * 5 / 9 as dewpoint_c,
    humid,
    wind_dir,
    case when wind_speed < 200 then wind_speed * 0.44704 end as wind_ms,
    wind_gust * 0.44704 as gust_ms,
    precip * 25.4 as precip_mm,
    pressure as pressure_hpa,
    visib * 1.609344 as visib_km
from {{ source('nyc', 'weather') }}
