-- The register lacks four airports of the Caribbean and has one with its coordinates swapped.
with registered as (
    select
        faa,
        name,
        case when lat > 72 then lon else lat end as lat,
        case when lat > 72 then -lat else lon end as lon,
        alt as altitude_ft,
        tzone
    from {{ source('nyc', 'airports') }}
)

select * from registered
union all
select faa, name, lat, lon, altitude_ft, tzone from {{ ref('more_airports') }}
