-- Lengths as they are, and the shapes that tell the species apart.
select
    flower_id,
    sepal_length_cm,
    sepal_width_cm,
    petal_length_cm,
    petal_width_cm,
    petal_length_cm * petal_width_cm as petal_area_cm2,
    petal_length_cm / petal_width_cm as petal_ratio,
    sepal_length_cm / sepal_width_cm as sepal_ratio,
    species
from {{ ref('stg_iris') }}
