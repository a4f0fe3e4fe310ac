select n from (select count(*) as n from {{ ref('iris_features') }}) counted where n <> 150
