-- The joins of the training set neither lose a flight nor double one.
select features.n as features, flights.n as flights
from (select count(*) as n from {{ ref('flight_features') }}) features,
     (select count(*) as n from {{ ref('stg_flights') }}) flights
where features.n <> flights.n
