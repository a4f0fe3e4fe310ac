{{ config(
    materialized='prediction',
    model=ref('arr_late_lgbm'),
    id='flight_id',
    keep=['sched_dep_at', 'carrier', 'origin', 'dest', 'arr_late']
) }}
-- December's flights, scored. The last fold of the training looked at them, so this shows the use, not the skill.
select * from {{ ref('flight_features') }}
where sched_dep_at >= '2013-12-01'
