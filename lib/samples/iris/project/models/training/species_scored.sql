{{ config(materialized='prediction', model=ref('species_model'), id='flower_id', keep=['species']) }}
select * from {{ ref('iris_features') }}
