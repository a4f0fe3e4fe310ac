select m.flower_id, m.sepal_length_cm, m.sepal_width_cm, m.petal_length_cm, m.petal_width_cm, s.species
from {{ ref('iris_measured') }} m
join {{ ref('species') }} s using (species_id)
