-- For the dashboard: flights and late arrivals by carrier and day.
select
    a.carrier_name,
    d.day,
    sum(d.arrivals) as arrivals,
    sum(d.late_arrivals) as late_arrivals,
    round(100.0 * sum(d.late_arrivals) / nullif(sum(d.arrivals), 0), 1) as late_percent
from {{ ref('int_arrivals_daily') }} d
join {{ ref('stg_airlines') }} a using (carrier)
group by 1, 2
