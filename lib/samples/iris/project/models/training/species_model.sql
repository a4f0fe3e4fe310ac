{{ config(
    materialized='model',
    task='multiclass',
    target='species',
    algorithm='random_forest',
    hyperparams={'n_estimators': 100, 'max_depth': 4},
    cv={'folds': 5, 'strategy': 'stratified'},
    metric='accuracy',
    id='flower_id',
    seed=7
) }}
select * from {{ ref('iris_features') }}
